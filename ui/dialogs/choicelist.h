#pragma once

#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace rollcall
{

class TextLabel;

/// Radio buttons below each other, each with a quiet sentence that says what it means.
class ChoiceList final : public QWidget
{
    Q_OBJECT

public:
    explicit ChoiceList(const QString& name, QWidget* parent = nullptr);

    /// text may carry a mnemonic; id is what chosen() answers.
    void add(int id, const QString& text, const QString& meaning);
    void setMeaning(int id, const QString& meaning);
    /// Below the choice with this id, indented as its sentence.
    void addBelow(QWidget* widget);

    int chosen() const; ///< -1: none
    void choose(int id);
    void focusChosen();

Q_SIGNALS:
    void changed(int id);

private:
    QButtonGroup* m_group;
    QVBoxLayout* m_layout;
    QList<std::pair<int, TextLabel*>> m_meanings;
};

} // namespace rollcall
