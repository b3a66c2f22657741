DROP FUNCTION quintet.refuse_missing_row;
