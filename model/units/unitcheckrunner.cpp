#include "model/units/unitcheckrunner.h"

#include <algorithm>

namespace rollcall
{

UnitCheckRunner::UnitCheckRunner(const UnitCheck& check, QString workingDirectory, QObject* parent)
    : QObject(parent)
    , m_question(check, std::move(workingDirectory))
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &UnitCheckRunner::ask);
    connect(&m_question, &UnitCheckQuestion::answered, this, &UnitCheckRunner::onAnswered);
    connect(&m_question, &UnitCheckQuestion::gone, this, &UnitCheckRunner::gone);
}

void UnitCheckRunner::start(const QMap<QString, QString>& variables, Millis rhythm)
{
    m_question.cancel();
    m_variables = variables;
    m_rhythm = rhythm;
    m_active = true;
    m_next.start(0); // ask() answers on a question whose command does not end
}

void UnitCheckRunner::stop()
{
    m_active = false;
    m_next.stop();
    m_question.cancel();
}

void UnitCheckRunner::ask()
{
    m_askedAt = BootClock::now();
    if (m_question.isBusy())
        onAnswered({false, QStringLiteral("The command that was asked last has not ended yet.")});
    else
        m_question.ask(m_variables);
}

void UnitCheckRunner::onAnswered(const CheckAnswer& answer)
{
    Q_EMIT answered(answer);
    if (!m_active)
        return; // that was enough for the owner
    const auto since = std::chrono::duration_cast<Millis>(BootClock::now() - m_askedAt);
    m_next.start(std::max(m_rhythm - since, Millis(0)));
}

} // namespace rollcall
