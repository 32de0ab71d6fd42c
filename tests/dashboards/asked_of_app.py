"""Callbacks of an app, asked as a browser asks them."""

HOST = {"Host": "localhost"}


def call(app, output, values, client=None):
    """The answer of the callback with this output; `values` go to inputs and states, by `id.property` or by `id`."""

    def sent(kind):
        # Parts of a page that is not there have no value.
        return [{**one, "value": values.get(f"{one['id']}.{one['property']}", values.get(one["id"]))} for one in kind]

    known = app.callback_map[output]
    parts = output.strip(".").split("...") if output.startswith("..") else [output]
    outputs = [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in parts]
    body = {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": sent(known["inputs"]),
        "state": sent(known["state"]),
        "changedPropIds": [f"{one['id']}.{one['property']}" for one in known["inputs"]],
    }
    return (client or app.server.test_client()).post("/_dash-update-component", json=body, headers=HOST)


def open_page(app, path, search="", client=None):
    """The answer of the router for this address."""
    [output] = [name for name in app.callback_map if "_pages_content.children" in name]
    return call(app, output, {"_pages_location.pathname": path, "_pages_location.search": search}, client)
