#pragma once

#include "model/tables/roles.h"

#include <QTimer>
#include <QWidget>

namespace rollcall
{

class ElidedLabel;
class LinkButton;
class StateMark;

/// One sentence about what was just done, is being done, or could not be done; with a link that takes it
/// back, and a cross. Never a dialog for what happens in the background.
class MessageBar final : public QWidget
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// Shown only when it lasts longer than 300 ms.
    void showBusy(const QString& sentence);
    void showDone(const QString& sentence, const QString& link = {});
    /// Something that happened by itself and that a person may want to act on.
    void showNotice(const QString& sentence);
    void showTrouble(const QString& sentence);
    void dismiss();
    QString text() const;
    bool isTrouble() const { return m_kind == Mark::Down; }

Q_SIGNALS:
    void linkClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void present(Mark kind, const QString& sentence, const QString& link);

    Mark m_kind = Mark::None;
    StateMark* m_mark;
    ElidedLabel* m_sentence;
    LinkButton* m_link;
    QTimer m_busy;
    QTimer m_fade;
    QString m_busySentence;
};

} // namespace rollcall
