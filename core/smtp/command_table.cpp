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
constexpr Verdict kNo = Verdict::NotOffered;
constexpr Verdict kHttp = Verdict::Foreign;
constexpr Verdict kWhat = Verdict::Unknown;

// clang-format off
constexpr CommandRule kRules[] = {
    //                                                     Connected  Ready   Mail     Recipients
    {Command::Ehlo,     "EHLO",     Argument::Required,  {kYes,      kYes,   kYes,    kYes}},
    {Command::Helo,     "HELO",     Argument::Required,  {kYes,      kYes,   kYes,    kYes}},
    {Command::Mail,     "MAIL",     Argument::Required,  {kHello,    kYes,   kTwice,  kTwice}},
    {Command::Rcpt,     "RCPT",     Argument::Required,  {kHello,    kMail,  kYes,    kYes}},
    {Command::Data,     "DATA",     Argument::None,      {kHello,    kMail,  kRcpt,   kYes}},
    {Command::Rset,     "RSET",     Argument::None,      {kYes,      kYes,   kYes,    kYes}},
    {Command::Noop,     "NOOP",     Argument::Optional,  {kYes,      kYes,   kYes,    kYes}},
    {Command::Vrfy,     "VRFY",     Argument::Required,  {kYes,      kYes,   kYes,    kYes}},
    {Command::Expn,     "EXPN",     Argument::Optional,  {kNo,       kNo,    kNo,     kNo}},
    {Command::Help,     "HELP",     Argument::Optional,  {kYes,      kYes,   kYes,    kYes}},
    {Command::Quit,     "QUIT",     Argument::None,      {kYes,      kYes,   kYes,    kYes}},
    {Command::StartTls, "STARTTLS", Argument::None,      {kNo,       kNo,    kNo,     kNo}},
    {Command::Auth,     "AUTH",     Argument::Required,  {kNo,       kNo,    kNo,     kNo}},
    {Command::Bdat,     "BDAT",     Argument::Required,  {kNo,       kNo,    kNo,     kNo}},
    {Command::Lhlo,     "LHLO",     Argument::Required,  {kNo,       kNo,    kNo,     kNo}},
    {Command::Http,     "GET",      Argument::Optional,  {kHttp,     kHttp,  kHttp,   kHttp}},
    {Command::Http,     "POST",     Argument::Optional,  {kHttp,     kHttp,  kHttp,   kHttp}},
    {Command::Http,     "PUT",      Argument::Optional,  {kHttp,     kHttp,  kHttp,   kHttp}},
    {Command::Http,     "HEAD",     Argument::Optional,  {kHttp,     kHttp,  kHttp,   kHttp}},
    {Command::Http,     "PATCH",    Argument::Optional,  {kHttp,     kHttp,  kHttp,   kHttp}},
    {Command::Http,     "DELETE",   Argument::Optional,  {kHttp,     kHttp,  kHttp,   kHttp}},
    {Command::Http,     "OPTIONS",  Argument::Optional,  {kHttp,     kHttp,  kHttp,   kHttp}},
    {Command::Http,     "CONNECT",  Argument::Optional,  {kHttp,     kHttp,  kHttp,   kHttp}},
};
// clang-format on

constexpr CommandRule kUnknown{Command::Unknown, "", Argument::Optional, {kWhat, kWhat, kWhat, kWhat}};

} // namespace

const CommandRule &commandRule(QByteArrayView verb)
{
    const auto *rule = std::find_if(std::begin(kRules), std::end(kRules), [verb](const CommandRule &candidate) {
        return verb.compare(candidate.verb, Qt::CaseInsensitive) == 0;
    });
    return rule == std::end(kRules) ? kUnknown : *rule;
}

} // namespace mailweir
