#include "app/node/checkconfiguration.h"

#include "model/node/supervisor.h"

#include <algorithm>
#include <cstdio>

namespace rollcall::node
{

namespace
{

void printFindings(const ConfigFindings& findings)
{
    for (const Error& error : findings.errors)
        std::fprintf(stderr, "%s\n", qPrintable(error.message()));
    for (const Error& warning : findings.warnings)
        std::fprintf(stderr, "warning: %s\n", qPrintable(warning.message()));
}

void printEffective(const QString& file, const std::vector<EffectiveSetting>& settings)
{
    std::printf("%s: OK\n", qPrintable(file));
    qsizetype keyWidth = 0;
    qsizetype valueWidth = 0;
    for (const EffectiveSetting& setting : settings) {
        keyWidth = std::max(keyWidth, setting.key.size());
        valueWidth = std::max(valueWidth, setting.value.size());
    }
    valueWidth = std::min<qsizetype>(valueWidth, 60);
    for (const EffectiveSetting& setting : settings)
        std::printf(
            "  %s = %s  (%s)\n", qPrintable(setting.key.leftJustified(keyWidth)),
            qPrintable(setting.value.leftJustified(valueWidth)),
            qPrintable(setting.winsOver.isEmpty()
                           ? setting.origin
                           : QStringLiteral("%1, which wins over %2").arg(setting.origin, setting.winsOver)));
}

} // namespace

int checkConfiguration(const QString& file)
{
    const NodeConfigReading reading = readNodeConfig(file, QProcessEnvironment::systemEnvironment());
    printFindings(reading.findings);
    if (!reading.config)
        return exitBadConfiguration;
    printEffective(file, reading.findings.effective);
    return exitDone;
}

std::optional<NodeConfig> loadConfiguration(const QString& file)
{
    NodeConfigReading reading = readNodeConfig(file, QProcessEnvironment::systemEnvironment());
    printFindings(reading.findings);
    return std::move(reading.config);
}

} // namespace rollcall::node
