core.register_action("pause", {"http-req"}, function() core.msleep(20) end)
