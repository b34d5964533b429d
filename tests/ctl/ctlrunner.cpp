#include "tests/ctl/ctlrunner.h"

#include "tests/support/testsupport.h"

#include <QProcess>

namespace rollcall::test
{

QJsonDocument CtlAnswer::json() const
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(out.toUtf8(), &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("not JSON (%s): %s", qPrintable(error.errorString()), qPrintable(out));
    return document;
}

CtlRunner::CtlRunner(const QString& configFolder)
{
    const QProcessEnvironment system = QProcessEnvironment::systemEnvironment();
    for (const QString& key : system.keys())
        if (!key.startsWith(QStringLiteral("ROLLCALL_")))
            m_environment.insert(key, system.value(key));
    m_environment.insert(QStringLiteral("XDG_CONFIG_HOME"), configFolder);
    m_environment.insert(QStringLiteral("USER"), QStringLiteral("dana"));
    m_environment.remove(QStringLiteral("SUDO_USER"));
}

CtlAnswer CtlRunner::run(const QStringList& arguments) const
{
    constexpr int limit = 60'000;
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(program(QStringLiteral("rollcallctl")), arguments);
    if (!process.waitForFinished(limit))
        qFatal("rollcallctl %s did not end", qPrintable(arguments.join(u' ')));
    if (process.exitStatus() != QProcess::NormalExit)
        qFatal("rollcallctl %s crashed", qPrintable(arguments.join(u' ')));
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

} // namespace rollcall::test
