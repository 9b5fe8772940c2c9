// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/charset.h"

#include "core/mail/gmime_support.h"

#include <QStringDecoder>

#include <array>
#include <cerrno>

namespace mailweir {

namespace {

/// 0x80 to 0x9F; the five holes are the control characters themselves, as browsers have them.
constexpr std::array<char16_t, 32> kWindows1252{0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

QString fromWindows1252(QByteArrayView bytes)
{
    QString text = QString::fromLatin1(bytes);
    for (QChar &c : text) {
        if (c >= u'\x80' && c <= u'\x9f')
            c = kWindows1252[size_t(c.unicode() - 0x80)];
    }
    return text;
}

/// UTF-8 when it is that (it may be cut in the middle of a character), else windows-1252.
QString guess(QByteArrayView bytes)
{
    QStringDecoder utf8(QStringDecoder::Utf8);
    QString text = utf8.decode(bytes);
    return utf8.hasError() ? fromWindows1252(bytes) : text;
}

class Iconv {
public:
    explicit Iconv(const char *from)
        : m_handle(g_mime_iconv_open("UTF-8", from))
    {
    }
    ~Iconv()
    {
        if (valid())
            g_mime_iconv_close(m_handle);
    }
    Iconv(const Iconv &) = delete;
    Iconv &operator=(const Iconv &) = delete;

    [[nodiscard]] bool valid() const { return m_handle != iconv_t(-1); }

    [[nodiscard]] QByteArray convert(QByteArrayView bytes)
    {
        QByteArray out;
        std::array<char, 4096> buffer;
        char *in = const_cast<char *>(bytes.data()); // iconv's interface; it does not write
        size_t left = size_t(bytes.size());
        while (left > 0) {
            char *to = buffer.data();
            size_t room = buffer.size();
            const size_t result = g_mime_iconv(m_handle, &in, &left, &to, &room);
            const int error = errno;
            out.append(buffer.data(), qsizetype(buffer.size() - room));
            if (result != size_t(-1) || error == E2BIG)
                continue;
            out += "\xEF\xBF\xBD"; // U+FFFD
            if (error == EINVAL)
                break;
            ++in;
            --left;
        }
        // Of windows-1255 and others the last character waits for a mark that could follow it.
        char *to = buffer.data();
        size_t room = buffer.size();
        g_mime_iconv(m_handle, nullptr, nullptr, &to, &room);
        out.append(buffer.data(), qsizetype(buffer.size() - room));
        return out;
    }

private:
    iconv_t m_handle;
};

QString decode(QByteArrayView bytes, const QByteArray &charset)
{
    const QByteArray name = charset.trimmed().toLower();
    if (name == "utf-8" || name == "utf8")
        return QString::fromUtf8(bytes);
    if (name.isEmpty() || name == "us-ascii" || name == "ascii")
        return guess(bytes);
    if (name == "iso-8859-1" || name == "latin1" || name == "windows-1252" || name == "cp1252")
        return fromWindows1252(bytes);
    static_cast<void>(gmime::parserOptions());
    Iconv iconv(name.constData());
    return iconv.valid() ? QString::fromUtf8(iconv.convert(bytes)) : guess(bytes);
}

} // namespace

QString decodeText(QByteArrayView bytes, const QByteArray &charset)
{
    QString text = decode(bytes, charset);
    text.remove(QChar(u'\0'));
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    return text;
}

} // namespace mailweir
