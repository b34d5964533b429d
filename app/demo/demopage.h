#pragma once

#include "app/demo/demoidentity.h"
#include "model/health/httpserver.h"

namespace rollcall::demo
{

/// "/" is a page for people, "/json" the same for programs.
HttpResponse answer(const Identity& identity, const QByteArray& path);

} // namespace rollcall::demo
