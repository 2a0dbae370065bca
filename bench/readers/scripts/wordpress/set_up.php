<?php
// Makes the database, and sets WordPress up in it.
$socket = getenv('DATABASE_SOCKET');
(new mysqli('localhost', 'root', '', '', 0, $socket))->query('CREATE DATABASE wordpress');
$_SERVER['HTTP_HOST'] = parse_url(getenv('READ_BY'), PHP_URL_HOST);
define('WP_INSTALLING', true);
require __DIR__ . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', '__return_true');
wp_install('Reader', 'reader', 'reader@example.org', false, '', 'not long lived');
switch_theme('twentytwentytwo');
echo "\n", json_encode(array('version' => get_bloginfo('version'))), "\n";
