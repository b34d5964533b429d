#pragma once

#include <QHash>
#include <QJsonDocument>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace rollcall::test
{

/// How one call of the real rollcallctl ended.
struct CtlAnswer {
    int code = -1;
    QString out;
    QString err;

    /// Of standard output, which must be nothing but JSON.
    QJsonDocument json() const;
};

/// Calls the real rollcallctl, with an environment that knows no cluster.
class CtlRunner
{
public:
    explicit CtlRunner(const QString& configFolder);

    void set(const QString& variable, const QString& value) { m_environment.insert(variable, value); }
    /// Ends the test process when the program has not ended within a minute.
    CtlAnswer run(const QStringList& arguments) const;
    /// Words separated by blanks.
    CtlAnswer run(const QString& arguments) const { return run(arguments.split(u' ', Qt::SkipEmptyParts)); }
    const QProcessEnvironment& environment() const { return m_environment; }

private:
    QProcessEnvironment m_environment;
};

} // namespace rollcall::test
