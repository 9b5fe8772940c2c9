// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/http_types.h"

#include <optional>
#include <string>
#include <string_view>

namespace mailweir {

/// Reads an origin-form request target (RFC 9112 section 3.2.1) into `path` and `query` of the request. False for
/// anything else: absolute-form, no leading slash, a fragment, a broken % escape, control or 8-bit bytes (also escaped
/// ones in the path that are controls), "." and ".." segments.
[[nodiscard]] bool parseTarget(std::string_view target, HttpRequest &request);

/// %XX, and + as a blank when `plusIsBlank`; nothing for a broken escape.
[[nodiscard]] std::optional<std::string> percentDecoded(std::string_view text, bool plusIsBlank);

} // namespace mailweir
