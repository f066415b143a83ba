import asyncio,sys
from dataclasses import replace
from benchmarks.pushes import *
if __name__=='__main__':
    configure("error")
    w=Weather("slack",channels=150,killed=float(sys.argv[1]),struck=float(sys.argv[2]))
    Console(width=120).print(table(asyncio.run(storms([w]))))
