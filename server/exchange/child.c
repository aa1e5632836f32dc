#include "exchange/child.h"
