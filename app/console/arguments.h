#pragma once

#include "model/core/result.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace rollcall
{

/// What was given on the command line.
struct Arguments {
    QString cluster;    ///< profile name or URL; empty: the saved clusters
    QString page;       ///< empty: the last one
    QString screenshot; ///< file; empty: none
    QString theme;      ///< "system", "light", "dark"; empty: as saved
    std::optional<QSize> size;
    bool help = false;
    bool version = false;
};

/// Errors: Invalid, with what is wrong.
Result<Arguments> parseArguments(const QStringList& words, const QStringList& pages);
QString usage(const QStringList& pages);

} // namespace rollcall
