#pragma once

#include "model/cluster/node.h"
#include "model/units/readinessrule.h"
#include "model/units/unitcheckrunner.h"

#include <QSet>

#include <memory>
#include <optional>

namespace rollcall
{

/// What the checks of one unit say: "ready" while it runs, "can_run" while it should not run here.
class UnitChecks : public QObject
{
    Q_OBJECT

public:
    explicit UnitChecks(const UnitSpec& spec, QObject* parent = nullptr);

    /// Call it whenever any of these may have changed. variables: as the unit has them.
    void follow(UnitState state, bool wanted, const QMap<QString, QString>& variables);
    /// Asks nothing more; a command under way is killed.
    void stop();

    /// No process of a command exists. aboutReady: only of "ready", which acts under the unit's epoch.
    bool isGone(bool aboutReady) const;
    QSet<qint64> guardPids() const;

    /// Fills in ready and notReady.
    void tell(UnitReport& report) const;
    /// It runs, and has no check or has passed it.
    bool isWorking() const { return m_runs && readiness() == ReadinessRule::State::Ready; }
    /// It runs, but was not ready within its grace or is not any more.
    bool isFailing() const { return m_runs && readiness() == ReadinessRule::State::NotReady; }
    /// Why it could not run here, in a sentence; nothing: it can, or does.
    std::optional<QString> unfit() const;

Q_SIGNALS:
    void changed(); ///< one of the above, except for the words of a no
    void gone();    ///< the last process of a command ended

private:
    struct Check {
        Check(const UnitCheck& check, const QString& workingDirectory, Millis graceGiven);
        Millis interval;
        ReadinessRule rule;
        UnitCheckRunner runner;
    };
    std::unique_ptr<Check> makeCheck(const std::optional<UnitCheck>& check, const QString& workingDirectory,
                                     Millis grace);
    void onAnswered(Check& check, const CheckAnswer& answer);
    void followReady(bool runs, const QMap<QString, QString>& variables);
    void followCanRun(bool mayAsk, bool runs, QMap<QString, QString> variables);
    QMap<QString, QString> environmentOf(const QMap<QString, QString>& variables) const;
    ReadinessRule::State readiness() const;

    QString m_unit;
    QMap<QString, QString> m_environment;
    std::unique_ptr<Check> m_ready;
    std::unique_ptr<Check> m_canRun;
    bool m_runs = false;
};

} // namespace rollcall
