# Turns a text file into a C++ string constant: cmake -DINPUT=… -DOUTPUT=… -DNAME=… -P Embed.cmake
file(READ ${INPUT} TEXT)
file(WRITE ${OUTPUT} "inline constexpr char ${NAME}[] = R\"KPHYS(${TEXT})KPHYS\";\n")
