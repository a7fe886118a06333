module proving-ground/supply/pause

go 1.26.0
