@echo off
setlocal
cd /d "%~dp0"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
if "%1"=="" goto help
if "%1"=="setup" goto setup
if "%1"=="up" goto serve
if "%1"=="demo" goto serve
if "%1"=="test" goto test
if "%1"=="bench" goto bench
if "%1"=="reset" goto reset
goto help

:engine
if exist engine.props goto :eof
set ENGINE=Embedded
dotnet restore Kolosal.sln -p:Engine=Orleans --verbosity quiet >nul 2>nul && set ENGINE=Orleans
> engine.props echo ^<Project^>^<PropertyGroup^>^<Engine Condition="'$(Engine)' == ''"^>%ENGINE%^</Engine^>^</PropertyGroup^>^</Project^>
echo Engine: %ENGINE%
goto :eof

:setup
call :engine
dotnet build Kolosal.sln --configuration Release --verbosity quiet
exit /b %errorlevel%

:serve
call :engine
dotnet run --project Kolosal.Api --configuration Release --verbosity quiet -- %*
exit /b %errorlevel%

:test
call :engine
dotnet test Kolosal.sln --configuration Release
exit /b %errorlevel%

:bench
call :engine
dotnet run --project tests\Kolosal.Benchmarks --configuration Release --verbosity quiet -- %2 %3
exit /b %errorlevel%

:reset
if exist data rmdir /s /q data
if exist engine.props del engine.props
exit /b 0

:help
echo kolosal setup ^| up ^| demo ^| test ^| bench [NAME] ^| reset
exit /b 2
