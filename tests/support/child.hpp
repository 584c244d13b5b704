// SPDX-License-Identifier: Apache-2.0
//
// Another process, for tests of what two of them do to one file, or of what is left when one is killed.
#pragma once

#include <csignal>
#include <cstdlib>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

namespace consent::test {

// Forks at once; the child runs `body`, whose value is its exit status, and never comes back. No test macro may be used
// in there. Requires: no other thread runs, and what `body` uses was not open before the fork.
class Child {
public:
    template <typename Body>
    explicit Child(Body body) : pid_(::fork()) {
        if (pid_ < 0) std::abort();
        if (pid_ > 0) return;
        int status = 99;
        try {
            status = body();
        } catch (...) {
            status = 98;
        }
        ::_exit(status);
    }
    Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
    Child& operator=(Child&&) = delete;
    ~Child() {
        if (pid_ > 0) kill();
    }

    // The exit status; -1 when a signal ended it.
    int wait() {
        int status = 0;
        ::waitpid(std::exchange(pid_, 0), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    void kill() {
        ::kill(pid_, SIGKILL);
        wait();
    }

private:
    pid_t pid_;
};

}  // namespace consent::test
