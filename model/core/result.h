#pragma once

#include "model/core/error.h"

#include <tl/expected.hpp>

namespace rollcall
{

/// What every fallible call at a boundary returns: the value, or an Error that a person can act on.
template <class T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

inline Failure failure(ErrorKind kind, QString what, QString remedy = {}, QString where = {})
{
    return Failure(Error{kind, std::move(what), std::move(remedy), std::move(where)});
}

} // namespace rollcall
