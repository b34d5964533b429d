#pragma once

#include "model/tables/roles.h"

#include <QHash>
#include <QWidget>

class QHBoxLayout;
class QPushButton;

namespace rollcall
{

class FilterChip;
class SearchField;

/// Filter box and one chip for each state that occurs, with its count. When the chips do not fit they become
/// one menu button.
class FilterBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(const QString& placeholder, QWidget* parent = nullptr);

    /// In the order given; a count of 0 is not shown.
    struct State {
        QString word;
        Mark mark = Mark::None;
        int count = 0;
        bool operator==(const State&) const = default;
    };
    void setStates(const std::vector<State>& states, int total);
    /// Buttons at the right end.
    void addButton(QPushButton* button);

    SearchField* field() const { return m_field; }
    QString state() const { return m_state; } ///< empty: all
    void clear();

Q_SIGNALS:
    void textChanged(const QString& text);
    void stateChanged(const QString& word);
    void left(); ///< Esc in the empty box

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void choose(const QString& word);
    void arrange();
    void openMenu();

    SearchField* m_field;
    QHBoxLayout* m_chipRow;
    QHBoxLayout* m_buttons;
    QWidget* m_chipBox;
    QPushButton* m_menuButton;
    FilterChip* m_all;
    std::vector<std::pair<QString, FilterChip*>> m_chips;
    std::vector<State> m_states;
    int m_total = 0;
    QString m_state;
};

/// The states in the order of the pictures, with the counts of a table.
std::vector<FilterBar::State> filterStates(const QHash<QString, int>& counts);

} // namespace rollcall
