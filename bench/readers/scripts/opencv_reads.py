"""Print what OpenCV's QR detector reads in each drawing of a code."""

import json
import sys

import cv2
import numpy
from drawn import drawn

found = {
    trial: cv2.QRCodeDetector().detectAndDecode(numpy.asarray(picture))[0]
    for trial, picture in drawn(sys.argv[1], int(sys.argv[2])).items()
}
print(json.dumps(found))
