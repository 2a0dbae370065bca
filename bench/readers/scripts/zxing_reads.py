"""Print what zxing-cpp reads in each drawing of a code."""

import json
import sys

import numpy
import zxingcpp
from drawn import drawn

found = {
    trial: "".join(each.text for each in zxingcpp.read_barcodes(numpy.asarray(picture)))
    for trial, picture in drawn(sys.argv[1], int(sys.argv[2])).items()
}
print(json.dumps(found))
