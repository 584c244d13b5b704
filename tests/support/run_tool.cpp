// SPDX-License-Identifier: Apache-2.0
#include "support/run_tool.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/scratch.hpp"

namespace consent::test {

namespace {

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void redirect(int descriptor, const char* path, int flags) {
    const int file = open(path, flags, 0600);
    if (file < 0 || dup2(file, descriptor) < 0) _exit(127);
}

}  // namespace

std::string tool_path() {
    const char* path = std::getenv("CONSENT_TOOL");
    return path != nullptr && std::filesystem::exists(path) ? path : "";
}

ToolRun run_tool(const std::vector<std::string>& arguments, const ToolSettings& settings) {
    const Scratch scratch;
    const std::string out = (scratch.path() / "out").string();
    const std::string err = (scratch.path() / "err").string();
    const std::string tool = tool_path();
    std::vector<char*> argv{const_cast<char*>(tool.c_str())};
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);

    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("cannot start the tool");
    if (child == 0) {
        for (const auto& [name, value] : settings.environment)
            value.empty() ? unsetenv(name.c_str()) : setenv(name.c_str(), value.c_str(), 1);
        redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
        redirect(STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT);
        redirect(STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT);
        if (!settings.folder.empty() && chdir(settings.folder.c_str()) != 0) _exit(127);
        execv(tool.c_str(), argv.data());
        _exit(127);
    }
    int ended = 0;
    if (waitpid(child, &ended, 0) != child) throw std::runtime_error("cannot wait for the tool");
    ToolRun run;
    run.status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
    run.out = text_of(out);
    run.err = text_of(err);
    return run;
}

}  // namespace consent::test
