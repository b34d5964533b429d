#include "model/units/systemdservice.h"

#include "model/core/logging.h"
#include "model/units/systemdcalls.h"

#include <QDBusObjectPath>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace rollcall
{

namespace
{

constexpr Millis lookRhythm{1000}; ///< after a question that was not answered

QByteArray textIn(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool isError(const QDBusMessage& answer)
{
    return answer.type() == QDBusMessage::ErrorMessage;
}

} // namespace

SystemdService::SystemdService(QString service, QString variablesFile, SystemdBus& bus, QObject* parent)
    : UnitProcess(parent)
    , m_service(std::move(service))
    , m_variablesFile(std::move(variablesFile))
    , m_bus(bus)
{
    m_lookTimer.setSingleShot(true);
    m_lookTimer.setInterval(lookRhythm);
    connect(&m_lookTimer, &QTimer::timeout, this, [this] {
        order();
        look();
    });
    connect(&bus, &SystemdBus::opened, this, &SystemdService::onOpened);
    connect(&bus, &SystemdBus::failed, this, &SystemdService::onBusFailed);
    connect(&bus, &SystemdBus::touched, this, [this](const QString& path) {
        if (path == m_path)
            look();
    });
    connect(&bus, &SystemdBus::jobRemoved, this, [this](const QString& unit, const QString& result) {
        if (unit != m_service)
            return;
        m_jobResult = result;
        look();
    });
    m_bus.open();
}

void SystemdService::start(const QMap<QString, QString>& variables)
{
    m_variables = variables;
    m_restartTold = false;
    setPhase(Phase::Wanted);
    m_bus.open();
    look();
}

void SystemdService::terminate()
{
    if (m_phase == Phase::Wanted) {
        endLater(); // systemd was told nothing yet
    } else {
        setPhase(Phase::Stopping);
        order();
    }
}

void SystemdService::kill()
{
    if (m_phase == Phase::Wanted) {
        endLater();
    } else {
        setPhase(Phase::Killing);
        order();
    }
}

bool SystemdService::runsWith(const QMap<QString, QString>& variables) const
{
    return m_phase == Phase::Up && m_facts.isUp() && textIn(m_variablesFile) == environmentFile(variables);
}

void SystemdService::onOpened()
{
    m_path.clear(); // systemd itself may have been replaced
    m_looking = false;
    order();
    look();
}

void SystemdService::onBusFailed(const QString& errorName, const QString& text)
{
    m_looking = false;
    const QString why = wordsOf(errorName, text);
    if (m_phase == Phase::Wanted)
        end(&UnitProcess::failedToStart, why);
    else if (m_phase != Phase::Down)
        hinder(why);
}

void SystemdService::load()
{
    m_bus.ask(systemd::hold(m_service), this, [](const QDBusMessage&) {}); // what is wrong shows below
    m_bus.ask(systemd::loadUnit(m_service), this, [this](const QDBusMessage& answer) {
        m_looking = false;
        if (isError(answer)) {
            onRefused(answer);
            return;
        }
        m_path = answer.arguments().value(0).value<QDBusObjectPath>().path();
        m_bus.watch(m_path);
        look();
    });
}

void SystemdService::look()
{
    if (!m_bus.isOpen())
        return; // it is looked when it opens
    if (m_looking) {
        m_lookAgain = true;
        return;
    }
    m_looking = true;
    m_lookAgain = false;
    if (m_path.isEmpty()) {
        load();
        return;
    }
    m_bus.ask(systemd::propertiesAt(m_path), this, [this, starts = m_starts](const QDBusMessage& answer) {
        if (isError(answer)) {
            m_looking = false;
            m_path.clear();
            onRefused(answer);
            return;
        }
        const SystemdFacts facts = systemdFacts(systemd::propertiesIn(answer));
        if (!facts.isDown()) {
            onLooked(facts, true, starts);
            return;
        }
        m_bus.ask(systemd::processesOf(m_service), this,
                  [this, facts, starts](const QDBusMessage& processes) {
                      if (isError(processes) && isSilence(processes.errorName())) {
                          m_looking = false;
                          onRefused(processes);
                      } else { // another error: it is not even loaded
                          onLooked(facts, !isError(processes) && systemd::anyProcess(processes), starts);
                      }
                  });
    });
}

void SystemdService::onLooked(const SystemdFacts& facts, bool processLeft, int starts)
{
    m_looking = false;
    if (starts != m_starts) {
        look(); // that was before it was told to start
        return;
    }
    if (std::exchange(m_hindered, false))
        Q_EMIT hindered({});
    const bool gone = facts.isDown() && !processLeft && !facts.jobWaits;
    const bool changed = facts != m_facts;
    const bool news = m_known && facts.restarts > m_facts.restarts;
    if (news)
        m_restarts += facts.restarts - m_facts.restarts;
    m_facts = facts;
    const bool wasOutside = mayRunOutside();
    m_known = true;
    switch (m_phase) {
    case Phase::Down:
        if (!gone) {
            setPhase(Phase::Up);
            Q_EMIT found();
        }
        break;
    case Phase::Wanted:
        if (gone) {
            launch();
        } else if (facts.isUp() && textIn(m_variablesFile) == environmentFile(m_variables)) {
            setPhase(Phase::Up);
            Q_EMIT started();
        } else {
            setPhase(Phase::Clearing);
            order();
        }
        break;
    case Phase::Clearing:
        if (gone)
            launch();
        else
            killAgain(changed);
        break;
    case Phase::Starting:
        if (m_startTaken)
            onStarting(gone);
        break;
    case Phase::Up:
        if (!gone && news && !m_restartTold && !facts.waitsForRestart()) {
            Q_EMIT restarting(QStringLiteral("It ended by itself.")); // so fast that its end was not seen
            m_restartTold = true;
        }
        if (m_phase == Phase::Up)
            onUp(gone);
        break;
    case Phase::Stopping:
    case Phase::Killing:
        if (!gone && facts.isDown() && !facts.jobWaits)
            setPhase(Phase::Killing); // its main process has ended in order and left others behind
        if (gone)
            end(&UnitProcess::ended, reasonOfEnd(facts));
        else if (m_phase == Phase::Killing)
            killAgain(changed);
        break;
    }
    if (wasOutside != mayRunOutside())
        Q_EMIT outsideChanged();
    if (m_lookAgain)
        look();
}

void SystemdService::onStarting(bool gone)
{
    if (m_facts.isUp()) {
        setPhase(Phase::Up);
        Q_EMIT started();
    } else if (m_facts.waitsForRestart()) {
        setPhase(Phase::Up);
        m_restartTold = true;
        Q_EMIT restarting(reasonOfEnd(m_facts));
    } else if (gone) {
        end(&UnitProcess::failedToStart, reasonOfEnd(m_facts, m_jobResult));
    } else if (m_facts.isDown() && !m_facts.jobWaits) {
        setPhase(Phase::Clearing); // a start that failed has left processes
        order();
    }
}

void SystemdService::onUp(bool gone)
{
    if (gone) {
        end(&UnitProcess::ended, reasonOfEnd(m_facts));
    } else if (m_facts.waitsForRestart()) {
        if (!std::exchange(m_restartTold, true))
            Q_EMIT restarting(reasonOfEnd(m_facts));
    } else if (m_facts.isUp()) {
        if (std::exchange(m_restartTold, false))
            Q_EMIT started();
    } else if (m_facts.isDown()) {
        setPhase(Phase::Killing); // its main process has ended and left others behind
        order();
    }
}

void SystemdService::end(void (UnitProcess::*signal)(const QString&), const QString& why)
{
    setPhase(Phase::Down);
    Q_EMIT(this->*signal)(why);
}

void SystemdService::launch()
{
    if (!writeVariables())
        return;
    adviseAdministrator();
    ++m_starts;
    m_startTaken = false;
    m_jobResult.clear();
    setPhase(Phase::Starting);
    m_bus.ask(systemd::resetFailed(m_service), this,
              [](const QDBusMessage&) {}); // Rollcall's own back-off counts
    m_bus.ask(systemd::start(m_service), this, [this](const QDBusMessage& answer) {
        if (m_phase != Phase::Starting)
            return;
        ++m_starts;
        m_startTaken = true;
        if (isError(answer) && !isSilence(answer.errorName()))
            end(&UnitProcess::failedToStart, wordsOf(answer.errorName(), answer.errorMessage()));
        else
            look();
    });
}

/// A step further in its end may have brought other processes, such as those of ExecStopPost=.
void SystemdService::killAgain(bool changed)
{
    if (changed)
        order();
    else
        m_lookTimer.start();
}

/// What the phase asks of systemd, again whenever it is not known to have been done.
void SystemdService::order()
{
    m_bus.open();
    if (!m_bus.isOpen())
        return; // it is ordered when it opens
    const bool kill = m_phase == Phase::Killing || m_phase == Phase::Clearing;
    if (!kill && m_phase != Phase::Stopping)
        return;
    const auto refused = [this](const QDBusMessage& answer) {
        // Nothing to stop, nothing to kill: looking tells.
        if (isError(answer) && !answer.errorName().startsWith(u"org.freedesktop.systemd1."))
            onRefused(answer);
        else
            look();
    };
    m_bus.ask(systemd::stop(m_service), this, refused); // first: it calls off what Restart= would start
    if (kill)
        m_bus.ask(systemd::killAll(m_service), this, refused);
}

void SystemdService::onRefused(const QDBusMessage& answer)
{
    const QString why = wordsOf(answer.errorName(), answer.errorMessage());
    if (m_phase == Phase::Wanted)
        end(&UnitProcess::failedToStart, why);
    else if (m_phase != Phase::Down)
        hinder(why);
    m_lookTimer.start();
}

void SystemdService::hinder(const QString& why)
{
    m_hindered = true;
    Q_EMIT hindered(why);
}

void SystemdService::endLater()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_phase == Phase::Wanted)
                end(&UnitProcess::ended, {});
        },
        Qt::QueuedConnection);
}

/// Tells at once when it may run outside from now on: before systemd is told to start it.
void SystemdService::setPhase(Phase phase)
{
    const bool outside = mayRunOutside();
    m_phase = phase;
    if (outside != mayRunOutside())
        Q_EMIT outsideChanged();
}

bool SystemdService::writeVariables()
{
    const QString folder = QFileInfo(m_variablesFile).path();
    QSaveFile file(m_variablesFile);
    const QByteArray text = environmentFile(m_variables);
    if (QDir().mkpath(folder) && file.open(QIODevice::WriteOnly) &&
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.write(text) == text.size() &&
        file.commit())
        return true;
    end(&UnitProcess::failedToStart,
        QStringLiteral("The file %1 for its environment could not be written: %2.")
            .arg(m_variablesFile, file.errorString()));
    return false;
}

void SystemdService::adviseAdministrator() const
{
    if (!m_facts.environmentFiles.contains(m_variablesFile))
        qCWarning(lcUnits).noquote()
            << QStringLiteral(
                   "%1 is not told its epoch and the like: add EnvironmentFile=-%2 below [Service] of "
                   "its unit file.")
                   .arg(m_service, m_variablesFile);
    if (m_facts.killMode == u"process" || m_facts.killMode == u"none")
        qCWarning(lcUnits).noquote()
            << QStringLiteral(
                   "%1 has KillMode=%2 in its unit file, so systemd may leave processes of it behind: "
                   "remove that line.")
                   .arg(m_service, m_facts.killMode);
    if (m_facts.enabled == u"enabled")
        qCWarning(lcUnits).noquote()
            << QStringLiteral(
                   "%1 is enabled: systemd starts it at boot, before anybody knows whether it should run "
                   "here. Disable it: rollcall-node starts it.")
                   .arg(m_service);
}

QString SystemdService::wordsOf(const QString& errorName, const QString& text) const
{
    const Error error = systemdError(errorName, text, m_service, m_bus.scope());
    return error.what + u' ' + error.remedy;
}

} // namespace rollcall
