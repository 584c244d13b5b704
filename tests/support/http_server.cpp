// SPDX-License-Identifier: Apache-2.0
#include "support/http_server.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace consent::test {

namespace {

bool send_all(int connection, const std::string& text) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t sent = send(connection, text.data() + done, text.size() - done, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        done += static_cast<std::size_t>(sent);
    }
    return true;
}

std::string read_head(int connection) {
    std::string head;
    char piece[1024];
    while (head.find("\r\n\r\n") == std::string::npos && head.size() < 65536) {
        const ssize_t got = recv(connection, piece, sizeof piece, 0);
        if (got <= 0) break;
        head.append(piece, static_cast<std::size_t>(got));
    }
    return head;
}

std::string header(const std::string& head, const std::string& lower_name) {
    std::string lower = head;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto at = lower.find("\r\n" + lower_name + ":");
    if (at == std::string::npos) return {};
    const auto begin = head.find_first_not_of(' ', at + lower_name.size() + 3);
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

HttpRequest request_of(const std::string& head) {
    HttpRequest request;
    const auto first = head.find(' ');
    const auto second = head.find(' ', first + 1);
    if (first != std::string::npos && second != std::string::npos)
        request.path = head.substr(first + 1, second - first - 1);
    request.range = header(head, "range");
    return request;
}

}  // namespace

HttpServer::HttpServer() {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (listener_ < 0 || pipe(stop_) != 0 || bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener_, 8) != 0 || getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("cannot listen on loopback");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

HttpServer::~HttpServer() {
    const char stop = 's';
    if (write(stop_[1], &stop, 1) == 1) thread_.join();
    close(listener_);
    close(stop_[0]);
    close(stop_[1]);
}

void HttpServer::answer(const std::string& path, HttpAnswer answer) {
    const std::lock_guard lock(mutex_);
    answers_[path] = std::move(answer);
}

std::string HttpServer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<HttpRequest> HttpServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void HttpServer::serve() {
    while (true) {
        pollfd watched[2] = {{listener_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
        if (poll(watched, 2, -1) < 0) continue;
        if (watched[1].revents != 0) return;
        const int connection = accept(listener_, nullptr, nullptr);
        if (connection < 0) continue;
        const timeval patience{5, 0};
        (void)setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        (void)setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        serve_one(connection);
        close(connection);
    }
}

void HttpServer::serve_one(int connection) {
    const HttpRequest request = request_of(read_head(connection));
    HttpAnswer answer{.status = 404, .body = "not here\n"};
    {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
        if (const auto found = answers_.find(request.path); found != answers_.end()) answer = found->second;
    }
    std::string body = answer.body;
    std::string head;
    if (!answer.location.empty()) {
        head = "Location: " + answer.location + "\r\n";
    } else if (answer.status == 200 && answer.honours_range && request.range.starts_with("bytes=")) {
        const auto from = static_cast<std::size_t>(std::strtoull(request.range.c_str() + 6, nullptr, 10));
        const std::string total = std::to_string(body.size());
        std::string range = "bytes " + std::to_string(from) + "-" + std::to_string(body.size() - 1) + "/" + total;
        answer.status = 206;
        if (from >= body.size()) {
            answer.status = 416;
            range = "bytes */" + total;
            body = "no such range\n";
        } else {
            body.erase(0, from);
        }
        if (!answer.content_range.empty()) range = answer.content_range;
        head = "Content-Range: " + range + "\r\n";
    }
    if (answer.tells_length) head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    if (!send_all(connection, "HTTP/1.1 " + std::to_string(answer.status) + " Told\r\nConnection: close\r\n" + head + "\r\n"))
        return;
    body.resize(std::min(body.size(), answer.cut_after));
    for (std::size_t at = 0; at < body.size(); at += 1000) {
        if (answer.pause.count() > 0) std::this_thread::sleep_for(answer.pause);
        if (!send_all(connection, body.substr(at, 1000))) return;
    }
}

}  // namespace consent::test
