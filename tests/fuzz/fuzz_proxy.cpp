// SPDX-License-Identifier: GPL-3.0-or-later
// The header of the PROXY protocol. Input: two bytes of seed, then what comes from the proxy.
#include "core/net/proxy_header.h"
#include "tests/fuzz/fuzz_support.h"

using namespace mailweir;

namespace {

constexpr qsizetype kMaxHeader = 16 + 4096; // of version 2

struct Read {
    ProxyHeader::State state = ProxyHeader::State::Incomplete;
    std::optional<ProxyHeader::Source> source;
    qsizetype taken = 0; // octets of a header that is complete

    friend bool operator==(const Read &, const Read &) = default;
};

Read read(QByteArrayView input, Dice *cuts)
{
    ProxyHeader header;
    Read result;
    while (!input.isEmpty() && result.state == ProxyHeader::State::Incomplete) {
        QByteArrayView piece = cuts ? takePiece(input, *cuts) : std::exchange(input, {});
        const qsizetype size = piece.size();
        result.state = header.take(piece);
        result.taken += size - piece.size();
        MUST(result.state != ProxyHeader::State::Incomplete || piece.isEmpty());
    }
    if (result.state != ProxyHeader::State::Complete) {
        MUST(result.state == ProxyHeader::State::Invalid || result.taken <= kMaxHeader);
        MUST(!header.source());
        result.taken = 0;
        return result;
    }
    result.source = header.source();
    MUST(!result.source || !result.source->address.isNull());
    return result;
}

} // namespace

int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    QByteArrayView input(reinterpret_cast<const char *>(data), qsizetype(size));
    Dice cuts(takeNumber(input));
    const Read whole = read(input, nullptr);
    MUST(read(input, &cuts) == whole);
    if (whole.state == ProxyHeader::State::Complete) {
        // The header alone is as good, and nothing shorter is.
        MUST(read(input.first(whole.taken), nullptr) == whole);
        MUST(read(input.first(whole.taken - 1), nullptr).state == ProxyHeader::State::Incomplete);
    }
    return 0;
}
