#pragma once

#include "model/units/unitcheckquestion.h"

namespace rollcall
{

/// Asks a UnitCheck's question again and again: from one to the next an interval, and never two at a time.
class UnitCheckRunner : public QObject
{
    Q_OBJECT

public:
    UnitCheckRunner(const UnitCheck& check, QString workingDirectory, QObject* parent = nullptr);

    /// Asks now, and every so often from then on. Asks already: what is under way is forgotten.
    void start(const QMap<QString, QString>& variables, Millis rhythm);
    void stop();
    /// From the next question on.
    void setRhythm(Millis rhythm) { m_rhythm = rhythm; }

    bool isActive() const { return m_active; }
    /// No process of a command exists.
    bool isGone() const { return m_question.isGone(); }
    qint64 guardPid() const { return m_question.guardPid(); }

Q_SIGNALS:
    void answered(const rollcall::CheckAnswer& answer);
    void gone(); ///< the last process of a command ended

private:
    void ask();
    void onAnswered(const CheckAnswer& answer);

    UnitCheckQuestion m_question;
    QMap<QString, QString> m_variables;
    Millis m_rhythm{1000};
    Instant m_askedAt{};
    QTimer m_next;
    bool m_active = false;
};

} // namespace rollcall
