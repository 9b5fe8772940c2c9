// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/crc32c.h"

#include <array>
#include <cstring>

namespace mailweir {

namespace {

constexpr std::array<quint32, 256> kTable = [] {
    std::array<quint32, 256> table{};
    for (quint32 i = 0; i < 256; ++i) {
        quint32 value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value >> 1) ^ ((value & 1) != 0 ? 0x82F63B78u : 0u);
        table[i] = value;
    }
    return table;
}();

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) quint32 crc32cByInstruction(quint32 crc, QByteArrayView bytes)
{
    const char *data = bytes.data();
    qsizetype left = bytes.size();
    quint64 value = ~crc;
    for (; left >= 8; data += 8, left -= 8) {
        quint64 word;
        std::memcpy(&word, data, 8);
        value = __builtin_ia32_crc32di(value, word);
    }
    for (; left > 0; ++data, --left)
        value = __builtin_ia32_crc32qi(quint32(value), quint8(*data));
    return ~quint32(value);
}
#endif

} // namespace

quint32 crc32cByTable(quint32 crc, QByteArrayView bytes)
{
    crc = ~crc;
    for (const char byte : bytes)
        crc = (crc >> 8) ^ kTable[(crc ^ quint8(byte)) & 0xff];
    return ~crc;
}

quint32 crc32c(quint32 crc, QByteArrayView bytes)
{
#if defined(__x86_64__)
    static const bool instruction = __builtin_cpu_supports("sse4.2") != 0;
    if (instruction)
        return crc32cByInstruction(crc, bytes);
#endif
    return crc32cByTable(crc, bytes);
}

} // namespace mailweir
