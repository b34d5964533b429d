#pragma once

#include <QDialog>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace rollcall
{

class TextLabel;
class StateMark;

/// The shape of every dialog: title, quiet sentence, contents, an error in its place, and a row of buttons
/// with links at its left. It is opened, never executed: nothing waits inside it.
class DialogFrame : public QDialog
{
    Q_OBJECT

public:
    DialogFrame(const QString& title, const QString& sentence, QWidget* parent);

    void setSentence(const QString& sentence);
    void setTitle(const QString& title);

protected:
    bool event(QEvent* event) override;
    QVBoxLayout* body() const { return m_body; }
    QHBoxLayout* links() const { return m_links; }
    /// Adds a button at the right end, in order.
    void addButton(QPushButton* button);
    QPushButton* addCancel(const QString& text = QStringLiteral("Cancel"));

    /// As high as the contents need at this width.
    void fitHeight();

    /// An error where it belongs: above the buttons, cause then fix. Empty: none.
    void showTrouble(const QString& sentence);
    /// A word about what is going on ("Checking…"), in the place of the trouble.
    void showBusy(const QString& sentence);

private:
    TextLabel* m_title;
    TextLabel* m_sentence;
    QVBoxLayout* m_body;
    StateMark* m_troubleMark;
    TextLabel* m_trouble;
    QHBoxLayout* m_links;
    QHBoxLayout* m_buttons;
};

/// A caption above an input, its buddy, and an optional line of help below: one column of a form.
class FormField : public QWidget
{
    Q_OBJECT

public:
    FormField(const QString& caption, QWidget* input, const QString& help = {}, QWidget* parent = nullptr);
    void setHelp(const QString& help);
    /// A mistake in red in the place of the help; empty: the help again.
    void setMistake(const QString& mistake);
    bool hasMistake() const { return !m_mistake.isEmpty(); }

private:
    void dress();
    TextLabel* m_note;
    QString m_help;
    QString m_mistake;
};

} // namespace rollcall
