# Calls a checker the way scripts/Makefile.build of the kernel does.
c_flags := -nostdinc -Iinclude -std=gnu11 -D__KERNEL__
CHECKFLAGS := -D__linux__ -Dlinux -D__STDC__ -Dunix -D__unix__ -Wbitwise

ifeq ($(C),1)
cmd_checksrc = @echo '  CHECK $<'; $(CHECK) $(CHECKFLAGS) $(c_flags) $<
else ifeq ($(C),2)
cmd_force_checksrc = @echo '  CHECK $<'; $(CHECK) $(CHECKFLAGS) $(c_flags) $<
force := FORCE
endif

checked.o: drivers/net/checked.c $(force)
	$(cmd_checksrc)
	$(cmd_force_checksrc)
	@touch $@

.PHONY: FORCE
FORCE:
