// SPDX-License-Identifier: Apache-2.0
#include <consent/sink.hpp>

namespace consent {

namespace {

class MemorySink final : public Sink {
public:
    explicit MemorySink(Bytes* target) : target_(target) {}

    Result<std::string> write(ByteView bytes, std::string_view name) override {
        target_->assign(bytes.begin(), bytes.end());
        return std::string(name);
    }

private:
    Bytes* target_;
};

}  // namespace

std::unique_ptr<Sink> make_memory_sink(Bytes* target) { return std::make_unique<MemorySink>(target); }

}  // namespace consent
