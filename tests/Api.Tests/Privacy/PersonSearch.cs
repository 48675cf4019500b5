using System.Text;

namespace Kolosal.Api.Tests.Privacy;

/// <summary>Looks through every byte of a folder for a person.</summary>
internal static class PersonSearch
{
    /// <summary>Files in which the person stands: as UTF-8 or UTF-16, in base64 at any of its three places, as written, in capitals or small.
    /// </summary>
    public static List<string> FilesWith(string folder, string person)
    {
        string[] spellings = [person, person.ToUpperInvariant(), person.ToLowerInvariant()];
        byte[][] needles = [.. spellings.SelectMany(text => (byte[][])[Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text),
            .. Enumerable.Range(0, 3).Select(shift => Encoding.ASCII.GetBytes(Inner(Encoding.UTF8.GetBytes(text), shift)))])];
        var found = new List<string>();
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "kolosal.lock"))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (needles.Any(needle => bytes.AsSpan(0, read).IndexOf(needle) >= 0)) found.Add(Path.GetRelativePath(folder, path));
        }

        return found;
    }

    /// <summary>The characters of base64 that depend on the text alone when so many bytes stand before it.</summary>
    private static string Inner(byte[] text, int shift)
    {
        string encoded = Convert.ToBase64String([.. new byte[shift], .. text]);
        int from = (shift * 8 + 5) / 6, until = (shift + text.Length) * 8 / 6;
        return encoded[from..until];
    }
}
