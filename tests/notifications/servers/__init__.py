"""Local servers that behave as the providers document: they check, keep, refuse, hang and call back.

They belong to the tests: unlike the SMTP server no command of ours starts them. Each runs in a thread of its
own (`with WhatsAppServer() as server`) or in a process (`python -m tests.notifications.servers whatsapp`).
"""
