#pragma once

#include "model/tables/clusterlistmodel.h"
#include "ui/widgets/card.h"

namespace rollcall
{

class ElidedLabel;
class LinkButton;
class MarkStrip;
class StateMark;
class TextLabel;

/// One cluster on the page All Clusters: verdict, sentence, a sign for each node, primary and switches.
class ClusterTile final : public Card
{
    Q_OBJECT

public:
    explicit ClusterTile(QWidget* parent = nullptr);
    void present(const ClusterEntry& entry);
    const QString& profile() const { return m_profile; }

Q_SIGNALS:
    void opened();
    void retryAsked();

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Fact {
        StateMark* mark;
        TextLabel* value;
        TextLabel* note;
    };
    Fact addFact(const QString& caption);
    static void set(const Fact& fact, Mark mark, const QString& value, const QString& note = {});

    QString m_profile;
    StateMark* m_mark;
    ElidedLabel* m_name;
    TextLabel* m_state;
    TextLabel* m_sentence;
    MarkStrip* m_nodes;
    Fact m_primary;
    Fact m_availability;
    Fact m_balancing;
    TextLabel* m_age;
    LinkButton* m_retry;
};

} // namespace rollcall
