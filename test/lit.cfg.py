# lit configuration. Parameters: build (the build directory), llvm (LLVM's prefix), kernel (a directory that
# `./dev` prepared with a real kernel's database; without it the tests in kernel/ are unsupported), newest (one with
# that of the newest kernel that Debian has; likewise).
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import os
import shutil

import lit.formats

config.name = "kphys"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".test", ".c"]
config.excludes = ["Inputs", "bench", "eval", "fixtures", "lib"]
config.test_source_root = os.path.dirname(__file__)
build = lit_config.params["build"]
llvm = lit_config.params["llvm"]
config.test_exec_root = os.path.join(build, "test")

path = [os.path.join(build, "bin"), os.path.join(config.test_source_root, "lib"), os.path.join(llvm, "bin")]
# The system's Python has the packages that ./dev installs; another one earlier in PATH may not.
config.environment["PATH"] = os.pathsep.join(path + ["/usr/bin", "/bin", config.environment["PATH"]])
config.substitutions.append(("%docs", os.path.join(config.test_source_root, "..", "docs")))
config.substitutions.append(("%fixtures", os.path.join(config.test_source_root, "fixtures")))
config.substitutions.append(("%llvm", llvm))
module = os.path.join(build, "lib", "libKphysTidyModule.so")
config.substitutions.append(("%module", module))
config.substitutions.append(("%tidy", f"clang-tidy --load {module} --quiet"))

# Programs that some tests need and that are not everywhere; `./dev test` gets them where it can.
for feature, program in [("vim", shutil.which("vim")), ("spatch", shutil.which("spatch")), ("strace", shutil.which("strace")), ("sparse", shutil.which("sparse")),
                         ("chromium", shutil.which("chromium") and shutil.which("chromedriver")),
                         ("sarif-reader", lit_config.params.get("sarif_reader"))]:
    if program:
        config.available_features.add(feature)
        config.substitutions.append((f"%{feature}", program))

newest = lit_config.params.get("newest")
if newest:
    config.available_features.add("newest-kernel")
    config.substitutions.append(("%newest_tree", os.path.realpath(os.path.join(newest, "source"))))
    config.substitutions.append(("%newest", newest))

kernel = lit_config.params.get("kernel")
if kernel:
    config.available_features.add("kernel")
    config.substitutions.append(("%kernel", kernel))
    config.substitutions.append(("%tree", os.path.realpath(os.path.join(kernel, "source"))))
