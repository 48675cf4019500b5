using System.Runtime.InteropServices;

namespace Kolosal.Native.DuckDb;

/// <summary>The functions of DuckDB's C API (duckdb.h, 1.5) that the product calls. Handles are opaque pointers.</summary>
/// <remarks>Only vectors are read, never the deprecated whole-result accessors; every
/// query casts to the few types <see cref="DuckChunk"/> knows.</remarks>
internal static unsafe partial class DuckDbLibrary
{
    private const string Name = "duckdb";

    static DuckDbLibrary() => NativeLibrary.SetDllImportResolver(typeof(DuckDbLibrary).Assembly, Resolve);

    /// <summary>Whether the native library stands beside the program and loads.</summary>
    public static bool IsPresent { get; } = NativeLibrary.TryLoad(BesideProgram(), out _);

    /// <summary>Value of <c>duckdb_state</c> that means success.</summary>
    public const int Success = 0;

    private static string BesideProgram() => Path.Combine(
        AppContext.BaseDirectory,
        OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so");

    private static IntPtr Resolve(string library, System.Reflection.Assembly assembly, DllImportSearchPath? search) =>
        library == Name && NativeLibrary.TryLoad(BesideProgram(), out var handle) ? handle : IntPtr.Zero;

    [LibraryImport(Name, EntryPoint = "duckdb_library_version")]
    public static partial byte* LibraryVersion();

    [LibraryImport(Name, EntryPoint = "duckdb_free")]
    public static partial void Free(void* memory);

    [LibraryImport(Name, EntryPoint = "duckdb_create_config")]
    public static partial int CreateConfig(out IntPtr config);

    [LibraryImport(Name, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetConfig(IntPtr config, string option, string value);

    [LibraryImport(Name, EntryPoint = "duckdb_destroy_config")]
    public static partial void DestroyConfig(ref IntPtr config);

    [LibraryImport(Name, EntryPoint = "duckdb_open_ext", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string? path, out IntPtr database, IntPtr config, out byte* error);

    [LibraryImport(Name, EntryPoint = "duckdb_close")]
    public static partial void Close(ref IntPtr database);

    [LibraryImport(Name, EntryPoint = "duckdb_connect")]
    public static partial int Connect(IntPtr database, out IntPtr connection);

    [LibraryImport(Name, EntryPoint = "duckdb_interrupt")]
    public static partial void Interrupt(IntPtr connection);

    [LibraryImport(Name, EntryPoint = "duckdb_disconnect")]
    public static partial void Disconnect(ref IntPtr connection);

    [LibraryImport(Name, EntryPoint = "duckdb_prepare", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Prepare(IntPtr connection, string sql, out IntPtr statement);

    [LibraryImport(Name, EntryPoint = "duckdb_prepare_error")]
    public static partial byte* PrepareError(IntPtr statement);

    [LibraryImport(Name, EntryPoint = "duckdb_destroy_prepare")]
    public static partial void DestroyPrepare(ref IntPtr statement);

    [LibraryImport(Name, EntryPoint = "duckdb_bind_varchar_length")]
    public static partial int BindVarchar(IntPtr statement, ulong index, byte* text, ulong length);

    [LibraryImport(Name, EntryPoint = "duckdb_bind_int64")]
    public static partial int BindInt64(IntPtr statement, ulong index, long value);

    [LibraryImport(Name, EntryPoint = "duckdb_bind_double")]
    public static partial int BindDouble(IntPtr statement, ulong index, double value);

    [LibraryImport(Name, EntryPoint = "duckdb_bind_boolean")]
    public static partial int BindBoolean(IntPtr statement, ulong index, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Name, EntryPoint = "duckdb_bind_null")]
    public static partial int BindNull(IntPtr statement, ulong index);

    [LibraryImport(Name, EntryPoint = "duckdb_execute_prepared")]
    public static partial int Execute(IntPtr statement, ResultHandle* result);

    [LibraryImport(Name, EntryPoint = "duckdb_execute_prepared_streaming")]
    public static partial int ExecuteStreaming(IntPtr statement, ResultHandle* result);

    [LibraryImport(Name, EntryPoint = "duckdb_result_error")]
    public static partial byte* ResultError(ResultHandle* result);

    [LibraryImport(Name, EntryPoint = "duckdb_result_error_type")]
    public static partial int ResultErrorType(ResultHandle* result);

    [LibraryImport(Name, EntryPoint = "duckdb_destroy_result")]
    public static partial void DestroyResult(ResultHandle* result);

    [LibraryImport(Name, EntryPoint = "duckdb_column_count")]
    public static partial ulong ColumnCount(ResultHandle* result);

    [LibraryImport(Name, EntryPoint = "duckdb_column_name")]
    public static partial byte* ColumnName(ResultHandle* result, ulong column);

    [LibraryImport(Name, EntryPoint = "duckdb_column_type")]
    public static partial int ColumnType(ResultHandle* result, ulong column);

    [LibraryImport(Name, EntryPoint = "duckdb_fetch_chunk")]
    public static partial IntPtr FetchChunk(ResultHandle result);

    [LibraryImport(Name, EntryPoint = "duckdb_data_chunk_get_size")]
    public static partial ulong ChunkSize(IntPtr chunk);

    [LibraryImport(Name, EntryPoint = "duckdb_data_chunk_get_vector")]
    public static partial IntPtr ChunkVector(IntPtr chunk, ulong column);

    [LibraryImport(Name, EntryPoint = "duckdb_destroy_data_chunk")]
    public static partial void DestroyChunk(ref IntPtr chunk);

    [LibraryImport(Name, EntryPoint = "duckdb_vector_get_data")]
    public static partial void* VectorData(IntPtr vector);

    [LibraryImport(Name, EntryPoint = "duckdb_vector_get_validity")]
    public static partial ulong* VectorValidity(IntPtr vector);

    /// <summary><c>duckdb_result</c>: five deprecated words and the pointer that matters; passed by value to <see cref="FetchChunk"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ResultHandle
    {
        public ulong ColumnCount, RowCount, RowsChanged;
        public IntPtr Columns, ErrorMessage, Internal;
    }
}
