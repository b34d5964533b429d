#pragma once

#include "model/tables/roles.h"
#include "ui/dialogs/intent.h"

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QPushButton;

namespace rollcall
{

class StateMark;
class TextLabel;

/// Caption, a value with its sign, and something below: one of the columns at the foot of Cluster Health.
class FactColumn : public QWidget
{
    Q_OBJECT

public:
    explicit FactColumn(const QString& caption, QWidget* parent = nullptr);
    void setValue(Mark mark, const QString& text);
    void setFoot(QWidget* foot);

private:
    StateMark* m_mark;
    TextLabel* m_value;
    QHBoxLayout* m_foot;
};

/// One of the cluster's two switches: tick and "On" above "Disable…", or a dash and "Off" above "Enable …".
class SwitchColumn final : public FactColumn
{
    Q_OBJECT

public:
    explicit SwitchColumn(Feature feature, QWidget* parent = nullptr);
    /// accent: this is the window's one default action.
    void present(const ClusterView& view, const Freshness& freshness, bool accent);
    Feature feature() const { return m_feature; }

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);

private:
    Feature m_feature;
    QPushButton* m_button;
    bool m_on = false;
};

/// Nodes by state: shape and count, worst states included; nothing for a state without nodes.
class MarkCounts final : public QWidget
{
    Q_OBJECT

public:
    explicit MarkCounts(QWidget* parent = nullptr);

    struct Count {
        Mark mark = Mark::None;
        QString word;
        int count = 0;
        bool operator==(const Count&) const = default;
    };
    void setCounts(std::vector<Count> counts);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Count> m_counts;
};

} // namespace rollcall
