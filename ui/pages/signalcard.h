#pragma once

#include "model/tables/roles.h"
#include "ui/widgets/card.h"
#include "ui/widgets/signalstrip.h"

namespace rollcall
{

class StateMark;
class TextLabel;

/// One of the three signals of a node: what it is, its value, two lines of detail, and its last minutes.
class SignalCard final : public Card
{
    Q_OBJECT

public:
    SignalCard(const QString& caption, SignalStrip::Look look, QWidget* parent = nullptr);

    struct Content {
        Mark mark = Mark::Unknown;
        QString value;  ///< "4 min 12 s ago"
        QString first;  ///< "Written every second until 14:28:11."
        QString second; ///< "A node counts as lost after 5 s of silence."
        QList<SignalSample> samples;
        QString start;
        int changeAt = -1;
        QString change;
    };
    void present(const Content& content);

private:
    QString m_caption;
    StateMark* m_mark;
    TextLabel* m_value;
    TextLabel* m_first;
    TextLabel* m_second;
    SignalStrip* m_strip;
};

} // namespace rollcall
