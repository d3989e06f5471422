"""Which deviations of the reference do this suite and other contract-testing tools notice?"""
