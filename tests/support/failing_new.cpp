// SPDX-License-Identifier: Apache-2.0
#include "support/failing_new.hpp"

#include <cstdlib>
#include <new>

namespace consent::test {

thread_local long allocations_left = -1;
thread_local bool fail_for_ever = true;

}  // namespace consent::test

void* operator new(std::size_t size) {
    long& left = consent::test::allocations_left;
    if (left == 0) {
        if (!consent::test::fail_for_ever) left = -2;
        throw std::bad_alloc();
    }
    if (left > 0) --left;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
