// SPDX-License-Identifier: GPL-3.0-or-later
// The one place where Asio and Beast are compiled; the other translation units see declarations only.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
