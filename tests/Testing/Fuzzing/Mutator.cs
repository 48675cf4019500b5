using System.Buffers.Binary;
using System.Text;

namespace Kolosal.Testing;

/// <summary>Makes damaged and hostile files of sound ones: flipped bits, cuts, pieces twice or of another file, counts that are too large, values
/// nested without end. The same seed makes the same files.</summary>
/// <param name="corpus">Sound files; at least one.</param>
/// <param name="seed">Of the choices.</param>
public sealed class Mutator(IReadOnlyList<byte[]> corpus, int seed)
{
    /// <summary>No file that is made is longer.</summary>
    private const int LongestFile = 1 << 18;

    private static readonly long[] Counts =
        [0, 1, -1, 127, 128, 255, 256, 32_767, 65_535, 65_536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 40, long.MaxValue, long.MinValue];

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "-1", "1.5", "1e999", "-0", "NaN", "2147483648", "4294967295", "99999999999999999999", "\"", "\\", "\\ud800", "\u2028", "\0", "\r", "\n",
            "\n\n", ",", ";", "\t", "''", "null", "true", "{", "}", "[", "]", "{}", "[]", "<", "&#0;", "&x;", "-", "+", "=", "%", "../", "\ufeff",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff, 0xfe], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
    ];

    private static readonly string[] Nests = ["[", "{\"a\":", "(", "<a>", "[{\"a\":[", "\"\"", "\x0a\x80\x80\x01"];

    private readonly Random random = new(seed);

    /// <summary>The next file.</summary>
    public byte[] Next()
    {
        byte[] file = [.. corpus[random.Next(corpus.Count)]];
        for (int faults = random.Next(1, 5); faults > 0; faults--) file = Change(file);
        return file.Length <= LongestFile ? file : file[..LongestFile];
    }

    private byte[] Change(byte[] file)
    {
        if (file.Length == 0) return Words[random.Next(Words.Length)];
        int at = random.Next(file.Length);
        switch (random.Next(10))
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                return file;
            case 1:
                file[at] = (byte)random.Next(256);
                return file;
            case 2:
                return file[..at];
            case 3: // a piece is missing
                return [.. file[..at], .. file[Math.Min(file.Length, at + Piece())..]];
            case 4: // a piece stands twice
                return [.. file[..at], .. file[at..Math.Min(file.Length, at + Piece())], .. file[at..]];
            case 5: // a piece of another file
                byte[] other = corpus[random.Next(corpus.Count)];
                int from = other.Length == 0 ? 0 : random.Next(other.Length);
                return [.. file[..at], .. other[from..Math.Min(other.Length, from + Piece())], .. file[at..]];
            case 6:
                return WithCount(file, at);
            case 7:
                byte[] word = Words[random.Next(Words.Length)];
                return random.Next(2) == 0 ? [.. file[..at], .. word, .. file[at..]]
                    : [.. file[..at], .. word, .. file[Math.Min(file.Length, at + word.Length)..]];
            case 8:
                return WithNumber(file, at);
            default: // nested without end
                string nest = Nests[random.Next(Nests.Length)];
                byte[] deep = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(nest, random.Next(4) == 0 ? 20_000 : 100)));
                return [.. file[..at], .. deep, .. file[at..]];
        }
    }

    private int Piece() => 1 << random.Next(10);

    /// <summary>Another count where one may stand, in either order of bytes.</summary>
    private byte[] WithCount(byte[] file, int at)
    {
        long count = Counts[random.Next(Counts.Length)];
        var place = file.AsSpan(at);
        switch (random.Next(6))
        {
            case 0 when place.Length >= 8: BinaryPrimitives.WriteInt64LittleEndian(place, count); break;
            case 1 when place.Length >= 8: BinaryPrimitives.WriteInt64BigEndian(place, count); break;
            case 2 when place.Length >= 4: BinaryPrimitives.WriteInt32LittleEndian(place, (int)count); break;
            case 3 when place.Length >= 4: BinaryPrimitives.WriteInt32BigEndian(place, (int)count); break;
            case 4 when place.Length >= 2: BinaryPrimitives.WriteInt16LittleEndian(place, (short)count); break;
            default: place[0] = (byte)count; break;
        }
        return file;
    }

    /// <summary>Another number where one is written in digits.</summary>
    private byte[] WithNumber(byte[] file, int at)
    {
        int begin = file.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (begin < 0) return file;
        begin += at;
        int end = begin;
        while (end < file.Length && file[end] is >= (byte)'0' and <= (byte)'9') end++;
        string number = random.Next(3) switch
        {
            0 => Counts[random.Next(Counts.Length)].ToString(System.Globalization.CultureInfo.InvariantCulture),
            1 => "1.5",
            _ => new string('9', random.Next(1, 40)),
        };
        return [.. file[..begin], .. Encoding.ASCII.GetBytes(number), .. file[end..]];
    }
}
