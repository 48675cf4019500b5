using System.Runtime.InteropServices;

namespace Kolosal.Native.DuckDb;

/// <summary>Texts that the native library owns or hands over.</summary>
internal static unsafe class Utf8
{
    public static string Read(byte* text) => Marshal.PtrToStringUTF8((IntPtr)text) ?? "";

    /// <summary>Reads a text that is ours to free.</summary>
    public static string Take(byte* text)
    {
        string read = Read(text);
        DuckDbLibrary.Free(text);
        return read;
    }
}
