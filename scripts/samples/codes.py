"""Takes away from a PDF all that tells its characters."""
import pikepdf


def strip(source, target):
    """A copy without /ToUnicode, and with the cmap tables of its TrueType fonts out of reach."""
    with pikepdf.open(source) as pdf:
        for item in pdf.objects:
            if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
                continue
            if "/ToUnicode" in item:
                del item["/ToUnicode"]
            if "/FontFile2" in item:
                font = bytearray(item["/FontFile2"].read_bytes())
                at = font.find(b"cmap", 0, 12 + 16 * 40)
                if at > 0:
                    font[at:at + 4] = b"none"
                    item["/FontFile2"].write(bytes(font))
        pdf.save(target, deterministic_id=True)
