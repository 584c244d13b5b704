// SPDX-License-Identifier: Apache-2.0
//
// A web server on loopback that answers as the test tells it to, rightly or wrongly.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace consent::test {

// How one path is answered.
struct HttpAnswer {
    int status = 200;
    std::string body{};
    bool honours_range = true;       // else a Range header is ignored and the whole is sent
    bool tells_length = true;        // else the end of the connection ends the body
    std::size_t cut_after = SIZE_MAX;  // the connection ends after so many bytes of the body, whatever was told
    std::string location{};          // set: a redirection
    std::string content_range{};     // set: sent in place of the true one
    std::chrono::milliseconds pause{0};  // before each 1 000 bytes
};

struct HttpRequest {
    std::string path;
    std::string range;  // value of the Range header; empty: none
};

// Answers one connection after another until it goes out of scope. Its functions may be called from any thread.
class HttpServer {
public:
    HttpServer();
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    void answer(const std::string& path, HttpAnswer answer);  // any other path: 404
    [[nodiscard]] std::string url(const std::string& path = "") const;
    [[nodiscard]] std::vector<HttpRequest> requests() const;

private:
    void serve();
    void serve_one(int connection);

    int listener_ = -1;
    int stop_[2] = {-1, -1};
    int port_ = 0;
    mutable std::mutex mutex_;
    std::map<std::string, HttpAnswer> answers_;
    std::vector<HttpRequest> requests_;
    std::thread thread_;
};

}  // namespace consent::test
