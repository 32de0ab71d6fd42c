{{ empty_by_contract() }}
