// SPDX-License-Identifier: Apache-2.0
//
// Linking failing_new.cpp replaces operator new of the whole test program.
#pragma once

namespace consent::test {

// How many more allocations of this thread succeed before one throws std::bad_alloc. Negative: all succeed. After that one
// it is 0 while allocations keep failing, or -2 when only that one was to fail.
extern thread_local long allocations_left;
extern thread_local bool fail_for_ever;

}  // namespace consent::test
