"""The purpose of look-ups (查询用途), which a department may ask of its people.

It is asked for once in a session (accounts/steps.py), and with each request of a program (accounts/serializers.py). The
audit events of what is viewed and downloaded carry it.
"""

# The session holds the purpose.
PURPOSE = "purpose"
LONGEST_PURPOSE = 50
# What the page suggests.
PURPOSES = ("招标核验", "办理业务", "专项检查")
PURPOSE_MISSING = "您的单位要求查询企业前填写查询用途，请填写。"
