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


:setup
dotnet build Kolosal.sln --configuration Release --verbosity quiet
exit /b %errorlevel%

:serve
dotnet run --project Kolosal.Api --configuration Release --verbosity quiet -- %*
exit /b %errorlevel%

:test
dotnet test Kolosal.sln --configuration Release
exit /b %errorlevel%

:bench
dotnet run --project tests\Benchmarks --configuration Release --verbosity quiet -- %2 %3
exit /b %errorlevel%

:reset
if exist data rmdir /s /q data
exit /b 0

:help
echo kolosal setup ^| up ^| demo ^| test ^| bench [NAME] ^| reset
exit /b 2
