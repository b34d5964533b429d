#pragma once

#include <QWidget>

class QPushButton;

namespace rollcall
{

class LinkButton;
class StateMark;
class TextLabel;

/// In place of a page whose cluster was never reached: cause, fix, one action, and the details behind a link.
class TroublePage final : public QWidget
{
    Q_OBJECT

public:
    explicit TroublePage(QWidget* parent = nullptr);
    void present(const QString& cluster, const QString& sentence, const QString& details, bool wantsPassword,
                 bool canEdit);

Q_SIGNALS:
    void passwordAsked();
    void editAsked();
    void retryAsked();

private:
    StateMark* m_mark;
    TextLabel* m_title;
    TextLabel* m_sentence;
    TextLabel* m_details;
    LinkButton* m_show;
    QPushButton* m_password;
    QPushButton* m_edit;
    QPushButton* m_retry;
};

} // namespace rollcall
