// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/command_table.h"

#include <algorithm>

namespace mailweir {

namespace {

constexpr Verdict kYes = Verdict::Allowed;
constexpr Verdict kHello = Verdict::HelloFirst;
constexpr Verdict kMail = Verdict::MailFirst;
constexpr Verdict kRcpt = Verdict::RecipientFirst;
constexpr Verdict kTwice = Verdict::MailGiven;
constexpr Verdict kBusy = Verdict::InTransaction;
constexpr Verdict kChunks = Verdict::ChunksBegun;
constexpr Verdict kNo = Verdict::NotOffered;
constexpr Verdict kLate = Verdict::LateProxy;
constexpr Verdict kHttp = Verdict::Foreign;
constexpr Verdict kWhat = Verdict::Unknown;

// clang-format off
constexpr CommandRule kRules[] = {
    //                                     Connected  Ready   Mail     Recipients Chunked
    {Command::Ehlo,     "EHLO",     true,  {kYes,      kYes,   kYes,    kYes,      kYes}},
    {Command::Helo,     "HELO",     true,  {kYes,      kYes,   kYes,    kYes,      kYes}},
    {Command::Lhlo,     "LHLO",     true,  {kYes,      kYes,   kYes,    kYes,      kYes}},
    {Command::Mail,     "MAIL",     true,  {kHello,    kYes,   kTwice,  kTwice,    kTwice}},
    {Command::Rcpt,     "RCPT",     true,  {kHello,    kMail,  kYes,    kYes,      kChunks}},
    {Command::Data,     "DATA",     false, {kHello,    kMail,  kRcpt,   kYes,      kChunks}},
    {Command::Bdat,     "BDAT",     true,  {kHello,    kMail,  kRcpt,   kYes,      kYes}},
    {Command::Rset,     "RSET",     false, {kYes,      kYes,   kYes,    kYes,      kYes}},
    {Command::Noop,     "NOOP",     true,  {kYes,      kYes,   kYes,    kYes,      kYes}},
    {Command::Vrfy,     "VRFY",     true,  {kYes,      kYes,   kYes,    kYes,      kYes}},
    {Command::Expn,     "EXPN",     true,  {kNo,       kNo,    kNo,     kNo,       kNo}},
    {Command::Help,     "HELP",     true,  {kYes,      kYes,   kYes,    kYes,      kYes}},
    {Command::Quit,     "QUIT",     false, {kYes,      kYes,   kYes,    kYes,      kYes}},
    {Command::StartTls, "STARTTLS", false, {kHello,    kYes,   kBusy,   kBusy,     kBusy}},
    {Command::Auth,     "AUTH",     true,  {kHello,    kYes,   kBusy,   kBusy,     kBusy}},
    {Command::Proxy,    "PROXY",   true,  {kLate,     kLate,  kLate,   kLate,     kLate}},
    {Command::Foreign,  "GET",      true,  {kHttp,     kHttp,  kHttp,   kHttp,     kHttp}},
    {Command::Foreign,  "POST",     true,  {kHttp,     kHttp,  kHttp,   kHttp,     kHttp}},
    {Command::Foreign,  "PUT",      true,  {kHttp,     kHttp,  kHttp,   kHttp,     kHttp}},
    {Command::Foreign,  "HEAD",     true,  {kHttp,     kHttp,  kHttp,   kHttp,     kHttp}},
    {Command::Foreign,  "PATCH",    true,  {kHttp,     kHttp,  kHttp,   kHttp,     kHttp}},
    {Command::Foreign,  "DELETE",   true,  {kHttp,     kHttp,  kHttp,   kHttp,     kHttp}},
    {Command::Foreign,  "OPTIONS",  true,  {kHttp,     kHttp,  kHttp,   kHttp,     kHttp}},
    {Command::Foreign,  "CONNECT",  true,  {kHttp,     kHttp,  kHttp,   kHttp,     kHttp}},
};
// clang-format on

constexpr CommandRule kUnknown{Command::Unknown, "", true, {kWhat, kWhat, kWhat, kWhat, kWhat}};

} // namespace

const CommandRule &commandRule(QByteArrayView verb)
{
    const auto *rule = std::find_if(std::begin(kRules), std::end(kRules), [verb](const CommandRule &candidate) {
        return verb.compare(candidate.verb, Qt::CaseInsensitive) == 0;
    });
    return rule == std::end(kRules) ? kUnknown : *rule;
}

} // namespace mailweir
